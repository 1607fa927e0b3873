from <%= helpers %> import <%= modules.instrument %>  # noqa: <% if follows_code %>E402, <% endif %>F401  # isort: skip
