import "<%= helpers %>/<%= modules.instrument %>";
