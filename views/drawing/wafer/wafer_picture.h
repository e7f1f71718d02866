#pragma once

#include "core/base/strong_id.h"
#include "core/layout/phase.h"
#include "core/run/field.h"
#include "views/drawing/base/drawing.h"
#include "views/drawing/base/palette.h"
#include "views/drawing/wafer/viewport.h"
#include "views/drawing/wafer/wafer_contents.h"

#include <QImage>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace waferscope {

/// Layers: regions filled by the kind of their layer. HeatMap: a field, regions as outlines over it.
enum class PictureKind { Layers, HeatMap };

enum class ScaleKind { Linear, Logarithmic };
enum class Visibility { Shown, Hidden };

/// How a field's values become colours. Bounds that are not given follow from the quantity (legendRange).
struct LegendSettings {
    Ramp ramp = Ramp::Cividis;
    ScaleKind scale = ScaleKind::Linear;
    std::optional<double> least; ///< in the field's unit
    std::optional<double> most;
    Visibility visibility = Visibility::Shown;

    friend bool operator==(const LegendSettings&, const LegendSettings&) = default;
};

enum class Legality { Legal, Illegal };

/// Where a dragged or resized kernel would land.
struct DragGhost {
    KernelId kernel;
    PeRect target; ///< snapped to PEs
    Legality legality = Legality::Legal;
    QString reason; ///< why it is illegal, one sentence

    friend bool operator==(const DragGhost&, const DragGhost&) = default;
};

enum class TransferState { Sent, InFlight, Next };

/// One layer's weights or gradients in the queue at the I/O edge.
struct WeightTransfer {
    QString name;
    LayerKind kind = LayerKind::Other;
    TransferState state = TransferState::Next;
    double share = 0.0; ///< of its bytes that have crossed the edge, 0 .. 1

    friend bool operator==(const WeightTransfer&, const WeightTransfer&) = default;
};

/// A moment of a weight-streaming step: one layer over the fabric, its weights crossing it.
struct StreamingMoment {
    QString layer;
    LayerKind kind = LayerKind::Other;
    Phase phase = Phase::Forward; ///< of the forward or the backward pass
    PeRect filled; ///< the PEs that hold work
    double front = 0.0; ///< how far the weights have crossed it from the west, 0 .. 1
    std::vector<WeightTransfer> queue; ///< in streaming order

    friend bool operator==(const StreamingMoment&, const StreamingMoment&) = default;
};

/// Everything that one picture of the wafer shows. A plain value, cheap to copy: large parts are shared.
struct WaferPicture {
    PictureKind kind = PictureKind::Layers;
    ThemeKind theme = ThemeKind::Light;
    Viewport viewport;
    std::shared_ptr<const WaferContents> contents; ///< none: an empty pane with `notice`
    std::shared_ptr<const Field> field; ///< none: the bare wafer
    LegendSettings legend;
    Visibility labels = Visibility::Shown;
    Visibility routes = Visibility::Hidden; ///< of everything; those of the selection always show
    Visibility handles = Visibility::Shown; ///< of the selection, to resize it
    std::vector<KernelId> selection;
    std::optional<KernelId> hovered;
    std::vector<KernelId> found; ///< by a search: outlined
    std::optional<PeCoord> pointer; ///< the PE whose value is shown
    std::optional<PeCoord> marked; ///< a PE to point at: the bottleneck, the fullest, the one searched for
    std::optional<DragGhost> ghost;
    std::optional<StreamingMoment> streaming;
    QString notice; ///< a line in the middle of the pane: why there is nothing, what to do
};

/// Frame of a picture for files: the fitted wafer in a pane of so many logical pixels.
[[nodiscard]] WaferPicture fittedPicture(WaferPicture picture, QSize logicalSize, double pixelRatio = 1.0);

/// Draws the picture at viewport.size, with its device pixel ratio set. Needs a QGuiApplication (offscreen will do).
[[nodiscard]] QImage renderImage(const WaferPicture& picture);

[[nodiscard]] Result<std::string> encoded(const WaferPicture& picture, PictureFormat format);

} // namespace waferscope
