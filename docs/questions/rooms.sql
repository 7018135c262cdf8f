-- rooms: Which rooms can't be used, and where are they?
SELECT r.name, r.status, l.name AS location, l.type AS location_type
FROM rooms r
LEFT JOIN rooms_locations l ON l.id = r.location_id
WHERE r.status IN ('Offline', 'UnderConstruction')
ORDER BY r.name, r.id
LIMIT 10;

-- rooms: How many devices does each room have, and how many of them are online?
SELECT
  r.name, r.status, count(d.id) AS devices,
  count(*) FILTER (WHERE d.status = 'Online') AS online
FROM rooms r
LEFT JOIN rooms_devices d ON d.room_id = r.id
GROUP BY r.id, r.name, r.status
ORDER BY online, devices, r.name, r.id
LIMIT 10;

-- rooms_locations: How many rooms are in each location, and how many are offline?
SELECT
  l.name, l.type, count(r.id) AS rooms,
  count(*) FILTER (WHERE r.status = 'Offline') AS offline
FROM rooms_locations l
LEFT JOIN rooms r ON r.location_id = l.id
GROUP BY l.id, l.name, l.type
ORDER BY rooms DESC, l.name, l.id
LIMIT 10;

-- rooms_locations: How many rooms does each location have, together with the locations in it?
WITH RECURSIVE tree AS (
  SELECT id AS top_id, id FROM rooms_locations
  UNION ALL
  SELECT tree.top_id, l.id FROM tree JOIN rooms_locations l ON l.parent_location_id = tree.id
)
SELECT l.name, l.type, count(DISTINCT tree.id) - 1 AS locations_in_it, count(r.id) AS rooms
FROM tree
JOIN rooms_locations l ON l.id = tree.top_id
LEFT JOIN rooms r ON r.location_id = tree.id
GROUP BY l.id, l.name, l.type
ORDER BY rooms DESC, l.name, l.id
LIMIT 10;

-- rooms_devices: Which devices are offline, and in which room?
SELECT r.name AS room, d.device_type, d.device_hostname, d.ip_address
FROM rooms_devices d
JOIN rooms r ON r.id = d.room_id
WHERE d.status = 'Offline'
ORDER BY room, d.device_type, d.id
LIMIT 10;

-- rooms_devices: Which kinds of devices are offline most often?
SELECT
  device_type, count(*) AS devices, count(DISTINCT room_id) AS rooms,
  round(100.0 * count(*) FILTER (WHERE status = 'Offline') / count(*), 1) AS offline_percent
FROM rooms_devices
WHERE device_type <> ''
GROUP BY device_type
ORDER BY offline_percent DESC, device_type
LIMIT 10;

-- rooms_dashboard: In how many rooms of each location is something wrong?
SELECT
  l.name AS location, count(*) AS rooms,
  count(*) FILTER (WHERE d.health = 'critical') AS critical,
  count(*) FILTER (WHERE d.health = 'warning') AS warning
FROM rooms_dashboard d
JOIN rooms_locations l ON l.id = d.location_id
GROUP BY l.id, l.name
ORDER BY critical DESC, warning DESC, l.name, l.id
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

-- devices: Which rooms have devices that Zoom's device management doesn't reach?
SELECT
  r.name AS room, r.status, count(*) AS devices,
  count(*) FILTER (WHERE NOT d.enrolled_in_zdm) AS not_enrolled,
  count(*) FILTER (WHERE d.enrolled_in_zdm AND NOT d.connected_to_zdm) AS not_connected
FROM devices d
JOIN rooms r ON r.id = d.room_id
GROUP BY r.id, r.name, r.status
HAVING not_enrolled + not_connected > 0
ORDER BY not_enrolled DESC, not_connected DESC, room, r.id
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
