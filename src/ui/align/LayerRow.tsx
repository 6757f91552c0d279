/** Which layer is shown, and of which vectors. */
export function LayerRow({
  nLayers,
  layer,
  isCentred,
  onLayer,
  onCentred,
}: {
  /** Blocks of the model; the embedding is layer 0. */
  nLayers: number;
  layer: number;
  isCentred: boolean;
  onLayer: (layer: number) => void;
  onCentred: (isCentred: boolean) => void;
}) {
  return (
    <div className="align-layer">
      <label htmlFor="align-layer">Layer</label>
      <input
        id="align-layer"
        type="range"
        min={0}
        max={nLayers}
        value={layer}
        onChange={(event) => onLayer(event.currentTarget.valueAsNumber)}
      />
      <output htmlFor="align-layer">{layer === 0 ? "0: the embedding" : `${layer}: behind block ${layer}`}</output>
      <label className="check">
        <input type="checkbox" checked={isCentred} onChange={(event) => onCentred(event.currentTarget.checked)} />
        mean-centred vectors
      </label>
    </div>
  );
}
