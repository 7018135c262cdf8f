{{ config(materialized="ephemeral") }}

with records as (
  {% for kind in ["meeting", "webinar"] %}
  select
    '{{ kind }}' as kind, {{ kind }}_uuid as uuid, {{ text("registrant_id") }} as registrant_id,
    {{ email("user_email") }} as email, {{ text("participant_user_id") }} as user_id,
    {{ text("name") }} as name, {{ kind }}_uuid || ':' || coalesce(user_id, row_id) as join_id,
    coalesce(status, '') = 'in_waiting_room' as is_waiting,
    {{ text("bo_mtg_id") }} is not null as is_breakout,
    {{ epoch("join_time") }} as joined,
    coalesce({{ epoch("leave_time") }}, {{ epoch("join_time") }} + duration) as ended,
    join_time,
    coalesce(leave_time, join_time + duration * interval '1 second') as leave_time
  from {{ raw("report_" ~ kind ~ "_participants") }} as participants
  {{ "union all" if not loop.last }}
  {% endfor %}
),

registered as (
  select registrant_id, max(email) as email from {{ ref("int_registrants") }} group by registrant_id
)

select
  records.*, instances.session_id,
  coalesce(registered.email, records.email, {{ email("users.email") }}) as known_email,
  coalesce(
    'email:' || coalesce(registered.email, records.email, {{ email("users.email") }}),
    'user:' || records.user_id,
    'registrant:' || records.registrant_id,
    'name:' || records.name,
    'unknown:' || records.join_id
  ) as person_id
from records
join {{ ref("int_session_instances") }} as instances
  on instances.kind = records.kind and instances.uuid = records.uuid
left join registered on registered.registrant_id = records.registrant_id
left join {{ raw("users") }} as users on users.id = records.user_id
