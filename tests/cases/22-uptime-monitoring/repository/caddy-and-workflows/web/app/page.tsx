export default function Page() {
  return <h1>Clinic</h1>;
}
