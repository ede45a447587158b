# Databricks notebook source
dbutils.widgets.text("day", "")
day = dbutils.widgets.get("day")

# COMMAND ----------

orders = spark.read.table("samples.tpch.orders").where(f"o_orderdate <= '{day}'")
orders.write.mode("overwrite").saveAsTable("etl.orders")
