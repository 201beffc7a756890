// Package inbox is the durable store of received notifications.
//
// An inbox is a directory (mode 0700) of segments, which are append-only files
// of one JSON object a line (mode 0600), rotated by size:
//
//	00000001.ndjson    notifications, one a line
//	00000001.attempts  what became of forwarding the notifications of that segment
//	00000001.sent      the same of attempts that other processes made, such as replays
//	sent.lock          held by the one process that notes these
//	lock               held by the one process that writes
//	lock.pid           the process id of the one that holds it, for messages
//
// A notification's line is the capture object of package capture with further
// members behind it, so that everything that reads captures, and jq, reads
// segments as well:
//
//	{"receivedAt":…,"method":…,"path":…,"headers":{…},"body":…,
//	 "schema":1,"verified":true,…,"id":"20260131-154205-1-2f0","crc":"8a9136aa"}
//
// An id is the time to the second (UTC), the number of the segment and the
// line's place in it in base 36, so that ids sort by time and a notification is
// found without a search. "crc" is the CRC-32C of everything before it, as
// eight hexadecimal digits, and always the last member.
//
// What a crash leaves behind is never fatal to a reader. A last line without
// its line end is a torn tail: it was never acknowledged, and is passed over.
// Any other line that does not fit its checksum is passed over and reported as
// damage. The writer never writes behind a damaged tail; it begins a new
// segment instead.
//
// Readers need no lock and may read while the writer writes.
package inbox
