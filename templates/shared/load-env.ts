import "<%= loader %>";
