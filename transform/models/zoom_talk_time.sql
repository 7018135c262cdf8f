with ranked as (
  select
    *, {{ text("speaker") }} as named,
    dense_rank() over (
      partition by meeting_uuid order by case when file_id like 'none-%' then 1 else 0 end
    ) as preference
  from {{ raw("recording_transcript_cues") }} as cues
),

spoken as (
  select
    meeting_uuid, coalesce(named, '(unknown)') as speaker,
    {{ added_seconds("ends_at", "begins_at", latest_end_before(
      "ends_at", "meeting_uuid, file_id, named", "begins_at, number"
    )) }} as seconds,
    case
      when coalesce(named, '') = lag(coalesce(named, '')) over (
        partition by meeting_uuid, file_id order by number
      ) then 0 else 1
    end as begins_turn
  from ranked
  where preference = 1
)

select
  coalesce(instances.session_id, spoken.meeting_uuid) as session_id, spoken.speaker,
  sum(spoken.begins_turn) as turns, count(*) as cues,
  cast(coalesce(sum(spoken.seconds), 0) as decimal(14, 3)) as talk_seconds
from spoken
left join {{ ref("int_session_instances") }} as instances on instances.uuid = spoken.meeting_uuid
group by coalesce(instances.session_id, spoken.meeting_uuid), spoken.speaker
