CREATE TABLE antom.notifications (
    identity           bytea PRIMARY KEY,
    id                 text NOT NULL UNIQUE,
    received_at        timestamptz NOT NULL,
    deliveries         bigint NOT NULL DEFAULT 1,
    verified           boolean NOT NULL,
    cause              text,
    synthetic          boolean NOT NULL,
    trimmed            boolean NOT NULL,
    key_fingerprint    text,
    client_id          text,
    request_time       text,
    notify_type        text,
    payment_request_id text,
    payment_id         text,
    request_id         text,
    object_id          text,
    result_code        text,
    result_status      text,
    currency           text,
    value              text,
    method             text NOT NULL,
    path               text NOT NULL,
    headers            bytea NOT NULL,
    body               bytea NOT NULL
);
CREATE INDEX notifications_received_at ON antom.notifications (received_at);
CREATE INDEX notifications_payment_request_id ON antom.notifications (payment_request_id);
CREATE INDEX notifications_payment_id ON antom.notifications (payment_id);
CREATE INDEX notifications_request_id ON antom.notifications (request_id);
CREATE INDEX notifications_object_id ON antom.notifications (object_id);
CREATE TABLE antom.deliveries (
    id           text PRIMARY KEY,
    identity     bytea NOT NULL REFERENCES antom.notifications (identity) ON DELETE CASCADE,
    received_at  timestamptz NOT NULL,
    stored_at    timestamptz NOT NULL DEFAULT now(),
    listener     text NOT NULL,
    request_time text,
    method       text,
    path         text,
    headers      bytea
);
CREATE INDEX deliveries_identity ON antom.deliveries (identity);
CREATE INDEX deliveries_received_at ON antom.deliveries (received_at, id);
CREATE INDEX deliveries_stored_at ON antom.deliveries (stored_at, id);
CREATE TABLE antom.forwards (
    identity     bytea NOT NULL REFERENCES antom.notifications (identity) ON DELETE CASCADE,
    target       text NOT NULL,
    order_key    text NOT NULL,
    delivery_id  text NOT NULL,
    received_at  timestamptz NOT NULL,
    state        text NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'done', 'failed')),
    queued_at    timestamptz NOT NULL DEFAULT now(),
    next_attempt timestamptz NOT NULL DEFAULT now(),
    attempts     bigint NOT NULL DEFAULT 0,
    worker       text,
    status       bigint,
    error        text,
    finished_at  timestamptz,
    PRIMARY KEY (identity, target)
);
CREATE INDEX forwards_due ON antom.forwards (next_attempt) WHERE state = 'due';
CREATE INDEX forwards_order ON antom.forwards (order_key, target, queued_at) WHERE state = 'due';
CREATE INDEX forwards_failed ON antom.forwards (received_at, delivery_id) WHERE state = 'failed';
CREATE TABLE antom.attempts (
    delivery_id  text NOT NULL REFERENCES antom.deliveries (id) ON DELETE CASCADE,
    at           timestamptz NOT NULL,
    url          text NOT NULL,
    status       bigint,
    error        text,
    duration_ms  bigint NOT NULL,
    acknowledged boolean NOT NULL
);
CREATE INDEX attempts_delivery_id ON antom.attempts (delivery_id, at);
CREATE TABLE antom.listeners (
    name    text PRIMARY KEY,
    keys    text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT now()
);
