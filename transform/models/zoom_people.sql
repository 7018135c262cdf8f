with sightings as (
  select
    coalesce('email:' || {{ email("email") }}, 'user:' || id) as person_id, id as user_id,
    {{ email("email") }} as email, coalesce({{ text("display_name") }}, {{ full_name() }}) as user_name,
    null as registrant_name, null as participant_name, null as registered_for, null as session_id,
    cast(null as timestamp) as first_seen, cast(null as timestamp) as last_seen
  from {{ raw("users") }} as users
  union all
  select
    person_id, null, email, null, name, null, kind || ' ' || cast(meeting_id as text), null, null, null
  from {{ ref("int_registrants") }} as registrants
  union all
  select
    person_id, null, known_email, null, null, name, null,
    case when not is_waiting then session_id end,
    case when not is_waiting then join_time end, case when not is_waiting then leave_time end
  from {{ ref("int_participants") }} as participants
)

select
  person_id, split_part(person_id, ':', 1) as identified_by,
  case split_part(person_id, ':', 1)
    when 'name' then 'low' when 'unknown' then 'none' else 'high'
  end as confidence,
  max(email) as email,
  coalesce(max(user_name), max(registrant_name), max(participant_name)) as name,
  max(user_id) as user_id,
  {{ "max(user_id) is null" if is_loaded("users") else "cast(null as boolean)" }} as is_guest,
  count(distinct registered_for) as registered_for, count(distinct session_id) as sessions,
  min(first_seen) as first_seen, max(last_seen) as last_seen
from sightings
group by person_id
