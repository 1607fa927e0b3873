remote_state {}
