const printer = new URL(process.env.PRINTER_URL);

console.log('printing at', printer.host);
