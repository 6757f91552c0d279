import "./theme.css";
import "./controls.css";
import "./parts/parts.css";

import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as api from "../state/api";
import { App } from "./App";
import { startUp } from "./startUp";

window.babelscope = api;
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
startUp();
