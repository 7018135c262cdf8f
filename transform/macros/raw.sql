{# The records of a stream, or no rows with the same columns if it isn't loaded: a stream that
   nobody selected must not break the models that could use it. #}
{% macro raw(stream) -%}
  {%- set relation = source('zoom', stream) -%}
  {%- if not execute or is_loaded(stream) -%}
    {{ relation }}
  {%- else -%}
    (select
      {%- for column in declared(stream).columns.values() %}
      cast(null as {{ column.data_type or "text" }}) as {{ column.name }}{{ "," if not loop.last }}
      {%- endfor %}
    where false)
  {%- endif -%}
{%- endmacro %}

{% macro is_loaded(stream) -%}
  {%- set relation = source('zoom', stream) -%}
  {%- if execute -%}
    {{ return(load_relation(relation) is not none) }}
  {%- endif -%}
  {{ return(true) }}
{%- endmacro %}

{% macro declared(stream) -%}
  {{ return((graph.sources.values() | selectattr("name", "equalto", stream) | list)[0]) }}
{%- endmacro %}

{# Loads the files of target-jsonl into DuckDB, with the types that sources.yml declares, because a
   column that is null in all lines has none. A file holds each version of a record: the last one
   of a key counts. #}
{% macro load_json_lines() -%}
  {%- if execute -%}
    {%- for source in graph.sources.values() -%}
      {%- set table = source.schema ~ "." ~ source.name -%}
      {%- if target.type == "duckdb" -%}
        {%- set file = env_var("ZOOM_JSON_LINES", "output") ~ "/" ~ source.name ~ ".jsonl" -%}
        {%- do run_query("create schema if not exists " ~ source.schema) -%}
        {%- do run_query("drop table if exists " ~ table) -%}
        {%- if run_query("from glob('" ~ file ~ "')").rows | length -%}
          {%- set columns = [] -%}
          {%- for column in source.columns.values() -%}
            {%- do columns.append(column.name ~ ": '" ~ (column.data_type or 'text') ~ "'") -%}
          {%- endfor -%}
          {%- do run_query(
            "create table " ~ table ~ " as from read_json('" ~ file
            ~ "', format = 'newline_delimited', columns = {" ~ columns | join(", ") ~ "})"
          ) -%}
          {%- do run_query(
            "delete from " ~ table ~ " where rowid not in (select max(rowid) from " ~ table
            ~ " group by " ~ source.config.meta.key | join(", ") ~ ")"
          ) -%}
        {%- endif -%}
      {%- endif -%}
    {%- endfor -%}
    {#- Only now: dbt remembers the first answer for all tables of a schema. -#}
    {%- for source in graph.sources.values() -%}
      {%- if not load_relation(api.Relation.create(
        database=source.database, schema=source.schema, identifier=source.name
      )) -%}
        {%- do log(source.name ~ " isn't loaded: models count none of it.", info=true) -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{%- endmacro %}
