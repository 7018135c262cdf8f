{{ config(materialized="ephemeral") }}

with held as (
  {% for kind in ["meeting", "webinar"] %}
  select
    '{{ kind }}' as kind, held.uuid, held.id as meeting_id, held.user_id as host_id, held.topic,
    held.start_time, held.end_time, planned.occurrence_id,
    coalesce(cast(held.id as text), held.uuid) as meeting
  from {{ raw("report_" ~ kind ~ "s") }} as held
  left join {{ raw("past_" ~ kind ~ "_instances") }} as planned on planned.uuid = held.uuid
  {{ "union all" if not loop.last }}
  {% endfor %}
),

after as (
  select *, {{ latest_end_before("end_time", "kind, meeting", "start_time, uuid") }} as ended
  from held
),

numbered as (
  select *, sum(
    case
      when start_time <= ended + interval '{{ var("session_gap_minutes") }} minutes' then 0
      else 1
    end
  ) over (partition by kind, meeting order by start_time, uuid) as number
  from after
)

select *, first_value(uuid) over (
  partition by kind, meeting, number order by start_time, uuid
) as session_id
from numbered
