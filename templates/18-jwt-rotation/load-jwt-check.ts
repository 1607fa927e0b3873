import "<%= helpers %>/<%= modules.check_jwt_secrets %>";
