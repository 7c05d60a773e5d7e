package io.github.gradcam4j.method;

import io.github.gradcam4j.image.HeatMap;
import io.github.gradcam4j.image.HeatMapException;
import io.github.gradcam4j.model.FeatureMaps;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** Projection on the first principal component of a layer's positions. */
final class PrincipalAxis {

    private PrincipalAxis() {}

    /**
     * Projects the positions, h w points in K dimensions, after centering: X v, where v is the first right singular
     * vector of X [h w, K]. Uses {@code sqrt(l) u} for the first eigenpair of X X', or X v for that of X' X, whichever
     * is smaller. The sign makes the map correlate positively with the points' mean over channels.
     */
    static HeatMap project(FeatureMaps shape, WeightedSum.Term points) {
        var x = centered(shape, points);
        boolean byPosition = x.numRows <= x.numCols;
        var gram = new DMatrixRMaj(byPosition ? x.numRows : x.numCols, byPosition ? x.numRows : x.numCols);
        if (byPosition) {
            CommonOps_DDRM.multOuter(x, gram);
        } else {
            CommonOps_DDRM.multInner(x, gram);
        }
        var first = firstEigenpair(gram);
        var projected = new DMatrixRMaj(x.numRows, 1);
        if (byPosition) {
            CommonOps_DDRM.scale(Math.sqrt(Math.max(first.value, 0)), first.vector, projected);
        } else {
            CommonOps_DDRM.mult(x, first.vector, projected);
        }
        double sign = alongMean(x, projected) < 0 ? -1 : 1;
        var values = new float[shape.area()];
        for (int p = 0; p < values.length; p++) {
            values[p] = (float) (sign * projected.get(p));
        }
        return HeatMap.of(values, shape.height(), shape.width());
    }

    private static DMatrixRMaj centered(FeatureMaps shape, WeightedSum.Term points) {
        var x = new DMatrixRMaj(shape.area(), shape.channels());
        for (int k = 0; k < shape.channels(); k++) {
            double sum = 0;
            for (int p = 0; p < shape.area(); p++) {
                double value = points.at(k, p);
                x.set(p, k, value);
                sum += value;
            }
            for (int p = 0; p < shape.area(); p++) {
                x.add(p, k, -sum / shape.area());
            }
        }
        return x;
    }

    private record Eigenpair(double value, DMatrixRMaj vector) {}

    private static Eigenpair firstEigenpair(DMatrixRMaj symmetric) {
        var decomposition = DecompositionFactory_DDRM.eig(symmetric.numRows, true, true);
        if (!decomposition.decompose(symmetric)) {
            throw new HeatMapException("the layer's principal axis does not converge");
        }
        int best = 0;
        for (int i = 1; i < decomposition.getNumberOfEigenvalues(); i++) {
            if (decomposition.getEigenvalue(i).real > decomposition.getEigenvalue(best).real) {
                best = i;
            }
        }
        return new Eigenpair(decomposition.getEigenvalue(best).real, decomposition.getEigenVector(best));
    }

    /** Returns a value proportional to the correlation with the mean over channels. */
    private static double alongMean(DMatrixRMaj x, DMatrixRMaj projected) {
        double sum = 0;
        for (int p = 0; p < x.numRows; p++) {
            for (int k = 0; k < x.numCols; k++) {
                sum += x.get(p, k) * projected.get(p);
            }
        }
        return sum;
    }
}
