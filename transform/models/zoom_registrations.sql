with held as (
  -- A person who registers while a session runs can still attend it.
  select distinct r.kind, r.meeting_id, r.occurrence_id, r.registrant_id, i.session_id
  from {{ ref("int_registrants") }} as r
  join {{ ref("int_session_instances") }} as i
    on i.kind = r.kind and i.meeting_id = r.meeting_id
    and (r.occurrence_id = 'all' or r.occurrence_id = i.occurrence_id)
    and (r.registered_at <= i.end_time) is not false
),

unidentified as (
  select distinct session_id from {{ ref("zoom_attendance") }} where confidence = 'none'
),

counted as (
  select
    r.kind, r.meeting_id, r.occurrence_id, r.registrant_id, r.status, r.email, r.name,
    r.registered_at, r.person_id, count(held.session_id) as sessions_held,
    count(unidentified.session_id) as sessions_without_names,
    count(attended.session_id) as sessions_attended,
    coalesce(sum(attended.minutes), 0) as minutes
  from {{ ref("int_registrants") }} as r
  left join held
    on held.kind = r.kind and held.meeting_id = r.meeting_id
    and held.occurrence_id = r.occurrence_id and held.registrant_id = r.registrant_id
  left join unidentified on unidentified.session_id = held.session_id
  left join {{ ref("zoom_attendance") }} as attended
    on attended.session_id = held.session_id and attended.person_id = r.person_id
    and attended.attended
  group by
    r.kind, r.meeting_id, r.occurrence_id, r.registrant_id, r.status, r.email, r.name,
    r.registered_at, r.person_id
)

select
  *,
  case
    when sessions_attended > 0 then 'attended'
    when status <> 'approved' then 'not approved'
    when sessions_held = 0 then 'not held'
    when sessions_without_names > 0 then 'unknown'
    else 'no-show'
  end as outcome
from counted
