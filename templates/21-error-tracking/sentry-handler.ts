import { reportErrors } from "<%= helpers %>/<%= modules.report_errors %>";

// Reports the errors of the routes above; what answers them comes after
<%= app %>.use(reportErrors);
