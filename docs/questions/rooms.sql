-- rooms: Which rooms can't be used, and where are they?
SELECT r.name, r.status, l.name AS location, l.type AS location_type
FROM rooms r
LEFT JOIN rooms_locations l ON l.id = r.location_id
WHERE r.status IN ('Offline', 'UnderConstruction')
ORDER BY r.name, r.id
LIMIT 10;

-- rooms: In which rooms is no device online?
SELECT r.name, r.status, count(d.id) AS devices
FROM rooms r
LEFT JOIN rooms_devices d ON d.room_id = r.id
GROUP BY r.id, r.name, r.status
HAVING count(*) FILTER (WHERE d.status = 'Online') = 0
ORDER BY r.name, r.id
LIMIT 10;

-- rooms_locations: How many rooms are in each location, and how many are in a meeting?
SELECT
  l.name, l.type, count(r.id) AS rooms,
  count(*) FILTER (WHERE r.status = 'InMeeting') AS in_meeting
FROM rooms_locations l
LEFT JOIN rooms r ON r.location_id = l.id
GROUP BY l.id, l.name, l.type
ORDER BY rooms DESC, l.name, l.id
LIMIT 10;

-- rooms_locations: How many locations are there at each level?
SELECT type, count(*) AS locations
FROM rooms_locations
GROUP BY type
ORDER BY locations DESC, type;

-- rooms_devices: Which devices are offline, and in which room?
SELECT r.name AS room, d.device_type, d.device_hostname, d.ip_address
FROM rooms_devices d
JOIN rooms r ON r.id = d.room_id
WHERE d.status = 'Offline'
ORDER BY room, d.device_type, d.id
LIMIT 10;

-- rooms_devices: Which versions of the app run on each kind of device?
SELECT device_type, app_version, count(*) AS devices
FROM rooms_devices
GROUP BY device_type, app_version
ORDER BY device_type, devices DESC, app_version
LIMIT 10;

-- rooms_dashboard: Which rooms have problems, and since when have they been running?
SELECT room_name, issue, last_start_time
FROM rooms_dashboard, unnest(from_json(issues, '["VARCHAR"]')) AS i(issue)
ORDER BY room_name, issue
LIMIT 10;

-- rooms_dashboard: Which rooms lack a camera, microphone or speaker?
SELECT
  d.room_name, l.name AS location,
  coalesce(d.camera, '') <> '' AS camera, coalesce(d.microphone, '') <> '' AS microphone,
  coalesce(d.speaker, '') <> '' AS speaker
FROM rooms_dashboard d
LEFT JOIN rooms_locations l ON l.id = d.location_id
WHERE '' IN (coalesce(d.camera, ''), coalesce(d.microphone, ''), coalesce(d.speaker, ''))
ORDER BY d.room_name, d.id
LIMIT 10;

-- rooms_dashboard_meetings: Which rooms are used the most?
SELECT
  d.room_name, count(*) AS meetings,
  round(sum(epoch(m.end_time - m.start_time)) / 3600, 1) AS hours
FROM rooms_dashboard_meetings m
JOIN rooms_dashboard d ON d.id = m.room_id
GROUP BY d.id, d.room_name
ORDER BY meetings DESC, d.id
LIMIT 10;

-- rooms_dashboard_meetings: How many people sit in each room on average, where it counts them?
SELECT
  d.room_name, count(m.in_room_participants) AS meetings,
  round(avg(m.in_room_participants), 1) AS average_people,
  max(m.in_room_participants) AS most_people
FROM rooms_dashboard_meetings m
JOIN rooms_dashboard d ON d.id = m.room_id
WHERE m.in_room_participants > 0
GROUP BY d.id, d.room_name
ORDER BY average_people, d.id
LIMIT 10;

-- rooms_dashboard_meetings: On which weekdays are the rooms in use?
SELECT
  dayname(start_time) AS weekday, count(*) AS meetings, count(DISTINCT room_id) AS rooms
FROM rooms_dashboard_meetings
GROUP BY weekday
ORDER BY meetings DESC, weekday;

-- devices: Which devices were last online 90 days or more before the latest one?
SELECT device_name, device_type, device_status, app_version, last_online
FROM devices
WHERE last_online <= (SELECT max(last_online) FROM devices) - INTERVAL 90 DAY
ORDER BY last_online, device_name, device_id
LIMIT 10;

-- devices: Which devices are enrolled in Zoom's device management, but not connected to it?
SELECT
  device_name, model, app_version, last_online,
  CASE device_status WHEN 1 THEN 'online' WHEN 0 THEN 'offline' ELSE 'unlinked' END AS status
FROM devices
WHERE enrolled_in_zdm AND NOT connected_to_zdm
ORDER BY device_name, device_id
LIMIT 10;

-- h323_devices: Which room systems may call without encryption?
SELECT name, ip, protocol, encryption
FROM h323_devices
WHERE encryption <> 'yes'
ORDER BY name, id
LIMIT 10;

-- h323_devices: How many room systems use each protocol?
SELECT protocol, count(*) AS devices
FROM h323_devices
GROUP BY protocol
ORDER BY devices DESC, protocol;
