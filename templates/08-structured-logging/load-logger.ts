import "<%= helpers %>/<%= modules.structured_logger %>";
