import { applySingle } from '../graph/build.ts';
import { GraphError } from '../graph/graph-error.ts';
import { formatShape } from '../graph/shape.ts';
import { inputAt, requireFloat, requireRank } from '../graph/shape-rules.ts';
import type { Operation, Tensor } from '../graph/tensor.ts';

/** Reads a picture at any places. It serves the optical flow, which nothing learns through: no gradient rule. */
const gridSampleOperation: Operation<object> = {
  kind: 'gridSample',
  infer: (inputs) => {
    const [x, grid] = [inputAt(inputs, 0), inputAt(inputs, 1)];
    requireFloat(x, 'the picture');
    requireFloat(grid, 'the places');
    requireRank(x, 'the picture', 4);
    requireRank(grid, 'the places', 4);
    if (grid.shape[0] !== x.shape[0] || grid.shape[3] !== 2) {
      throw new GraphError(
        `the places must be [${x.shape[0]}, rows, columns, 2], not ${formatShape(grid.shape)}`,
      );
    }
    return [{ type: 'float32', shape: [x.shape[0]!, x.shape[1]!, grid.shape[1]!, grid.shape[2]!] }];
  },
  emit: (emitter, inputs) => [
    emitter.node('GridSample', inputs, {
      attributes: {
        mode: { string: 'bilinear' },
        padding_mode: { string: 'border' },
        align_corners: { int: 0 },
      },
    }),
  ],
};

/**
 * Bilinear samples of `x` [batch, channel, row, column] at `places` [batch, row′, column′, 2]: x and y of each,
 * −1…1 from the left and top edge of the picture to the right and bottom one; places outside read the border.
 */
export function gridSample(x: Tensor, places: Tensor): Tensor {
  return applySingle(gridSampleOperation, [x, places], {});
}
