{{ config(materialized="ephemeral") }}

{% for kind in ["meeting", "webinar"] %}
select
  '{{ kind }}' as kind, {{ kind }}_id as meeting_id, occurrence_id, id as registrant_id, status,
  {{ email("email") }} as email, {{ full_name() }} as name, create_time as registered_at,
  coalesce('email:' || {{ email("email") }}, 'registrant:' || id) as person_id
from {{ raw(kind ~ "_registrants") }} as registrants
{{ "union all" if not loop.last }}
{% endfor %}
