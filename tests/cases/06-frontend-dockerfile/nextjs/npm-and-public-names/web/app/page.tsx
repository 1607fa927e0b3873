// NEXT_PUBLIC_OLD was here
export default function Page() {
  const on = process.env["NEXT_PUBLIC_BANNER"] === "on";
  const place = process.env.NEXT_PUBLIC_VERCEL_URL;
  return <p>{on && place}</p>;
}
