import { wards } from "@board/wards";

const API = process.env.NEXT_PUBLIC_API_URL;

export function getServerSideProps() {
  return { props: { at: new Date().toISOString() } };
}

export default function Board({ at }) {
  return (
    <main>
      <h1>{process.env.TITLE}</h1>
      <ul>{wards.map((ward) => <li key={ward}>{ward}</li>)}</ul>
      <p>{API} at {at}</p>
    </main>
  );
}
