with held as (
  select host_id, count(*) as sessions_held, max(end_time) as last_session_at
  from {{ ref("zoom_sessions") }}
  group by host_id
)

select
  users.id as user_id, {{ email("users.email") }} as email,
  coalesce({{ text("users.display_name") }}, {{ full_name() }}) as name,
  {{ text("users.dept") }} as department, users.status,
  case users.type when 1 then 'basic' when 2 then 'licensed' else 'none' end as license,
  users.last_login_time, coalesce(held.sessions_held, 0) as sessions_held, held.last_session_at,
  greatest(users.last_login_time, held.last_session_at, users.created_at) as idle_since
from {{ raw("users") }} as users
left join held on held.host_id = users.id
