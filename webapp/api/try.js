// The page to try the API: sends what the forms say, without the browser's session.
const token = document.getElementById("api-token");

function request(form) {
  let path = form.dataset.apiPath;
  const query = new URLSearchParams();
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang };
  if (token.value) headers.Authorization = `Bearer ${token.value.trim()}`;
  for (const field of form.querySelectorAll("[data-api-in]")) {
    if (!field.value) continue;
    if (field.dataset.apiIn === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.dataset.apiIn === "query") query.append(field.name, field.value);
    else headers[field.name] = field.value;
  }
  const options = { method: form.dataset.apiMethod, headers, credentials: "omit" };
  const file = form.querySelector("[data-api-file]");
  const body = form.querySelector("[data-api-body]");
  if (file) {
    options.body = new FormData();
    options.body.append("file", file.files[0]);
  } else if (body) {
    headers["Content-Type"] = "application/json";
    options.body = body.value;
  }
  return [query.size ? `${path}?${query}` : path, options];
}

async function read(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("json")) return JSON.stringify(await response.json(), null, 2);
  if (type.startsWith("text/")) return response.text();
  return `${type}, ${(await response.blob()).size} bytes`;
}

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  if (!form.dataset.apiPath) return;
  const answer = form.querySelector("[data-api-answer]");
  answer.hidden = false;
  try {
    const [url, options] = request(form);
    const response = await fetch(url, options);
    answer.textContent = `${response.status} ${response.statusText}\n\n${await read(response)}`;
  } catch (error) {
    answer.textContent = String(error);
  }
});
