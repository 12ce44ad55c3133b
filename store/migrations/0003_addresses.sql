-- +goose Up
-- The addresses of the municipality, as it loaded them last (BAG). A load replaces
-- all of them in one transaction, so that a reader sees the old table or the new
-- one. Streets are kept apart: there are few of them, and they are looked for as
-- somebody misread them.
CREATE EXTENSION IF NOT EXISTS pg_trgm; -- part of PostgreSQL's own contrib; an owner of the database may add it

CREATE TABLE address_loads (
	id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	loaded_at timestamptz NOT NULL DEFAULT now(),
	loaded_by text NOT NULL,
	file      text NOT NULL,
	addresses int NOT NULL CHECK (addresses > 0),
	streets   int NOT NULL CHECK (streets > 0)
);

CREATE TABLE address_streets (
	id           int PRIMARY KEY,
	street       text NOT NULL CHECK (street <> ''),
	street_key   text NOT NULL CHECK (street_key <> ''),
	city         text NOT NULL CHECK (city <> ''),
	city_key     text NOT NULL CHECK (city_key <> ''),
	municipality text NOT NULL,
	UNIQUE (street, city, municipality)
);
CREATE INDEX address_streets_like ON address_streets USING gist (street_key gist_trgm_ops);
CREATE INDEX address_streets_city ON address_streets (city_key, street_key);

CREATE TABLE addresses (
	street_id int NOT NULL REFERENCES address_streets DEFERRABLE INITIALLY DEFERRED,
	number    int NOT NULL CHECK (number BETWEEN 1 AND 99999),
	letter    text NOT NULL,
	addition  text NOT NULL,
	postcode  text NOT NULL CHECK (postcode ~ '^[1-9][0-9]{3} [A-Z]{2}$'),
	bag_id    text NOT NULL,
	purpose   text NOT NULL
);
CREATE INDEX addresses_postcode ON addresses (postcode, number);
CREATE INDEX addresses_street ON addresses (street_id, number);
