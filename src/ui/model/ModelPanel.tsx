import { ViewHead } from "../parts/ViewHead";
import { useStore } from "../useStore";
import { ModelListingSection } from "./ModelListingSection";
import { ModelSource } from "./ModelSource";
import { OpenModelSection } from "./OpenModelSection";
import "./model.css";

/** Step 1: which model, in which dtype, on which provider. */
export function ModelPanel() {
  const listing = useStore((state) => state.listing);
  const model = useStore((state) => state.model);
  return (
    <>
      <ViewHead
        title="Model"
        lead="A decoder in Hugging Face layout: config.json, tokenizer.json, and onnx/*.onnx or *.safetensors. Files are read where they lie; nothing is uploaded."
      />
      <ModelSource />
      {listing && <ModelListingSection key={`${listing.name} ${listing === model}`} listing={listing} />}
      {model && <OpenModelSection model={model} />}
    </>
  );
}
