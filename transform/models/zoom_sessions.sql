select
  session_id, kind, meeting_id,
  max(case when uuid = session_id then host_id end) as host_id,
  max(case when uuid = session_id then topic end) as topic,
  min(start_time) as start_time, max(end_time) as end_time, count(*) as instances,
  {{ minutes("coalesce(sum(" ~ added_seconds(
    epoch("end_time"), epoch("start_time"), epoch("ended")
  ) ~ "), 0)") }} as minutes
from {{ ref("int_session_instances") }} as instances
group by session_id, kind, meeting_id
