import { reportErrors } from "<%= helpers %>/report-errors";

// Reports the errors of the routes above; what answers them comes after
<%= app %>.use(reportErrors);
