-- Databricks notebook source
create or replace table etl.orders_by_status as
select o_orderstatus, count(*) as orders from etl.orders group by o_orderstatus
