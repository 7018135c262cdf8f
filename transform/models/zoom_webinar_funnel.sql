with people as (
  select
    session_id, count(*) as attendees, sum(minutes) as minutes,
    sum(case when confidence = 'none' then 1 else 0 end) as unidentified
  from {{ ref("zoom_attendance") }}
  where kind = 'webinar' and attended
  group by session_id
),

registered as (
  select
    s.session_id, count(*) as registered,
    sum(case when r.status = 'approved' then 1 else 0 end) as approved,
    sum(case when r.status = 'approved' and a.attended then 1 else 0 end) as registrants_attended
  from {{ ref("zoom_sessions") }} as s
  join {{ ref("zoom_registrations") }} as r
    on r.kind = s.kind and r.meeting_id = s.meeting_id
    and (r.registered_at <= s.end_time) is not false
  left join {{ ref("zoom_attendance") }} as a
    on a.session_id = s.session_id and a.person_id = r.person_id
  where s.kind = 'webinar'
  group by s.session_id
),

answers as (
  select i.session_id, count(distinct coalesce({{ email("r.email") }}, r.row_id)) as answered
  from {{ raw("webinar_poll_results") }} as r
  join {{ ref("int_session_instances") }} as i on i.kind = 'webinar' and i.uuid = r.webinar_uuid
  group by i.session_id
)

select
  s.session_id, s.meeting_id as webinar_id, s.topic, s.start_time, registered.registered,
  registered.approved, registered.registrants_attended,
  case
    when coalesce(people.unidentified, 0) = 0
      then registered.approved - registered.registrants_attended
  end as no_shows,
  coalesce(people.attendees, 0) as attendees, coalesce(people.minutes, 0) as minutes,
  {{ "coalesce(answers.answered, 0)" if is_loaded("webinar_poll_results") else "cast(null as bigint)" }}
    as answered
from {{ ref("zoom_sessions") }} as s
left join people on people.session_id = s.session_id
left join registered on registered.session_id = s.session_id
left join answers on answers.session_id = s.session_id
where s.kind = 'webinar'
