with stays as (
  {% for place, condition in [
    ("session", "not is_waiting"), ("breakout", "is_breakout and not is_waiting"),
    ("waiting", "is_waiting")
  ] %}
  select '{{ place }}' as place, * from {{ ref("int_participants") }} as p where {{ condition }}
  {{ "union all" if not loop.last }}
  {% endfor %}
),

added as (
  select
    *,
    {{ added_seconds("ended", "joined", latest_end_before(
      "ended", "session_id, person_id, place", "joined, ended"
    )) }} as seconds
  from stays
)

select
  added.session_id, added.person_id, added.kind, people.confidence, people.is_guest,
  coalesce(bool_or(place = 'session'), false) as attended,
  sum(case when place = 'session' and not is_breakout then 1 else 0 end) as joins,
  min(case when place = 'session' then join_time end) as first_join,
  max(case when place = 'session' then leave_time end) as last_leave,
  {% for place, name in [
    ("session", "minutes"), ("breakout", "breakout_minutes"), ("waiting", "waiting_minutes")
  ] %}
  {{ minutes("coalesce(sum(case when place = '" ~ place ~ "' then seconds end), 0)") }} as {{ name }}
  {{- "," if not loop.last }}
  {% endfor %}
from added
join {{ ref("zoom_people") }} as people on people.person_id = added.person_id
group by added.session_id, added.person_id, added.kind, people.confidence, people.is_guest
