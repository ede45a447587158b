# Databricks notebook source
orders = spark.read.table("samples.tpch.orders")
orders.groupBy("o_orderdate").count().write.mode("overwrite").saveAsTable("sales.orders_by_day")
