from <%= helpers %> import <%= modules.check_env %>  # noqa: <% if follows_code %>E402, <% endif %>F401  # isort: skip
