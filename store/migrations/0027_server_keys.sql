-- +goose Up
-- What every process of one mail-room signs with: a visitor who was let in by one goes
-- first at another, and after a restart. Losing it costs nothing but that order.
CREATE TABLE server_keys (
	name    text PRIMARY KEY,
	key     bytea NOT NULL CHECK (octet_length(key) = 32),
	made_at timestamptz NOT NULL DEFAULT now()
);

-- +goose Down
DROP TABLE server_keys;
