// The console.
import { render } from "preact";
import "uplot/dist/uPlot.min.css";
import "./style/tokens.css";
import "./style/shell.css";
import "./style/parts.css";
import "./style/pages.css";
import { follow } from "./route";
import { Shell } from "./shell";
import { connect } from "./socket";

const root = document.getElementById("app");
if (root) {
  addEventListener("click", follow);
  render(<Shell />, root);
  void connect();
}
