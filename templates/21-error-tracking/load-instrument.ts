import "<%= helpers %>/instrument";
