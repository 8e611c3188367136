// A trace viewer that knows nothing but docs/trace.schema.json.
const [file, choice, status, main] = ["input", "select", "[role=status]", "main"].map((one) => document.querySelector(one));
let trace;

const element = (tag, ...content) => {
  const made = document.createElement(tag);
  made.append(...content);
  return made;
};
const row = (tag, cells) => element("tr", ...cells.map((cell) => element(tag, cell)));
const values = (held) => Object.entries(held ?? {}).map(([name, value]) => `${name} = ${value.repr}`).join("\n");
const what = ({ kind, ...fields }) => [kind, ...Object.entries(fields).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)].join(" ");

function shown(exchange) {
  const { request, response, steps } = exchange;
  const lines = steps.map((step) => row("td", [
    String(step.number),
    step.at ? `${step.at.file}:${step.at.line}` : "Django",
    element("code", step.at?.code ?? step.kind),
    values(step.locals),
    step.session ? `${step.session.status} ${values(step.session.data)}` : "",
    step.events.map(what).join("\n"),
  ]));
  return element("section",
    element("h2", `${exchange.client}: ${request.method} ${request.path} → ${response.status}`),
    element("table", row("th", ["Step", "Where", "Statement", "Variables", "Session", "Events"]), ...lines));
}

const show = () => main.replaceChildren(...trace.runs[choice.value].exchanges.map(shown));

choice.addEventListener("change", show);
file.addEventListener("change", async () => {
  main.replaceChildren();
  try {
    trace = JSON.parse(await file.files[0].text());
    if (trace.format !== 2) throw new Error(`this reads format 2, the file has ${trace.format}`);
    choice.replaceChildren(...Object.keys(trace.runs).map((name) => element("option", name)));
    choice.value = "main";
    show();
    status.textContent = `${trace.lesson}, run on Django ${trace.made_from.django}`;
  } catch (error) {
    status.textContent = `That is no trace: ${error.message}`;
  }
});
