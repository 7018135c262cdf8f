{# A text without blanks around it, or null if nothing is left. #}
{% macro text(column) -%} nullif(trim({{ column }}), '') {%- endmacro %}

{# E-mail addresses are compared without regard to case. #}
{% macro email(column) -%} lower({{ text(column) }}) {%- endmacro %}

{% macro full_name() -%}
  nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), '')
{%- endmacro %}

{# Seconds since 1970: both databases calculate with numbers alike, and with times they don't. #}
{% macro epoch(column) -%} extract(epoch from {{ column }}) {%- endmacro %}

{% macro minutes(seconds) -%} cast(({{ seconds }}) / 60.0 as decimal(14, 2)) {%- endmacro %}

{# The latest end among the rows before this one. The length of a union of intervals is the sum of
   what each adds behind the latest end so far. #}
{% macro latest_end_before(ends, keys, order) -%}
  max({{ ends }}) over (
    partition by {{ keys }} order by {{ order }} rows between unbounded preceding and 1 preceding
  )
{%- endmacro %}

{% macro added_seconds(ends, begins, covered) -%}
  greatest({{ ends }} - greatest({{ begins }}, {{ covered }}), 0)
{%- endmacro %}
