import { GeneratedTexts } from "./GeneratedTexts";
import { PromptSection } from "./PromptSection";
import { SamplingSection } from "./SamplingSection";
import { SubjectsSection } from "./SubjectsSection";
import "./generate.css";

/** Texts from one prompt by the base, a run, and a steered model beside each other. */
export function GeneratePanel() {
  return (
    <div className="generate">
      <div className="generate-main">
        <PromptSection />
        <GeneratedTexts />
      </div>
      <div className="generate-side">
        <SubjectsSection />
        <SamplingSection />
      </div>
    </div>
  );
}
