import "<%= helpers %>/<%= modules.check_env %>";
