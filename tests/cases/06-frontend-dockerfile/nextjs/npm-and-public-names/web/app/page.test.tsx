process.env.NEXT_PUBLIC_TEST = "1";
