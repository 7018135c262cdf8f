with legs as (
  select
    coalesce({{ text("call_id") }}, call_history_uuid) as call, direction, start_time,
    answer_time is not null and coalesce(trim(call_result), '') <> 'voicemail' as answered,
    case
      when answer_time is not null and coalesce(trim(call_result), '') <> 'voicemail'
        then greatest({{ epoch("end_time") }} - {{ epoch("answer_time") }}, 0)
    end as seconds
  from {{ raw("phone_call_history") }} as history
),

calls as (
  select
    call, min(direction) as direction, cast(min(start_time) as date) as day,
    bool_or(answered) as answered, sum(seconds) as seconds
  from legs
  group by call
)

select
  day, direction, count(*) as calls, sum(case when answered then 1 else 0 end) as answered,
  sum(case when answered then 0 else 1 end) as missed,
  {{ minutes("coalesce(sum(seconds), 0)") }} as minutes
from calls
group by day, direction
