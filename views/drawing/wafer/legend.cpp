#include "views/drawing/wafer/legend.h"

#include "views/drawing/base/number_text.h"
#include "views/drawing/base/pattern.h"
#include "views/drawing/base/text_style.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <set>

namespace waferscope {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(waferscope::Legend)
};

constexpr double kMargin = 12.0; ///< from the pane's edge
constexpr double kPadding = 8.0; ///< inside the box
constexpr double kRow = 18.0;
constexpr double kSwatch = 12.0;
constexpr double kBarWidth = 12.0;
constexpr double kBarHeight = 144.0;
constexpr double kSmallBarHeight = 84.0;
constexpr double kSmallPane = 420.0; ///< logical pixels high
constexpr double kClipMark = 22.0; ///< room for a triangle above the bar
constexpr double kBelowBar = 10.0; ///< room under it
constexpr double kKibi = 1024.0;

enum class LegendKind { None, Bar, Categories, Layers };

LegendKind kindOf(const WaferPicture& picture)
{
    if (picture.legend.visibility == Visibility::Hidden || !picture.contents)
        return LegendKind::None;
    if (picture.kind == PictureKind::Layers)
        return picture.contents->regions.empty() ? LegendKind::None : LegendKind::Layers;
    if (!picture.field)
        return LegendKind::None;
    return natureOf(picture.field->kind) == FieldNature::Category ? LegendKind::Categories : LegendKind::Bar;
}

/// Kinds that are on the wafer, in the order of LayerKind.
std::vector<LayerKind> kindsOf(const WaferContents& contents)
{
    std::set<LayerKind> kinds;
    for (const WaferRegion& region : contents.regions)
        kinds.insert(region.kind);
    return {kinds.begin(), kinds.end()};
}

/// What a legend says beside its bar: title, unit or scale, and what one value stands for.
std::vector<QString> headingOf(const WaferPicture& picture)
{
    const Field& field = *picture.field;
    std::vector<QString> lines{titleOf(field.kind)};
    if (picture.legend.scale == ScaleKind::Logarithmic && natureOf(field.kind) == FieldNature::Quantity)
        lines.push_back(Texts::tr("logarithmic"));
    const int stride = std::max(field.stride, picture.viewport.fieldStride());
    if (stride > 1) {
        const QString block = wholeText(stride) + QStringLiteral(" × ") + wholeText(stride);
        lines.push_back(field.reduction == Reduction::Max ? Texts::tr("worst of %1 PEs").arg(block)
                                                          : Texts::tr("mean of %1 PEs").arg(block));
    }
    return lines;
}

std::vector<QString> rowsOf(const WaferPicture& picture)
{
    std::vector<QString> rows;
    if (kindOf(picture) == LegendKind::Layers)
        for (const LayerKind kind : kindsOf(*picture.contents))
            rows.push_back(titleOf(kind));
    else
        for (int category = 0; category < categoryCount(picture.field->kind); ++category)
            rows.push_back(categoryText(picture.field->kind, category));
    return rows;
}

double widest(const std::vector<QString>& texts, TextWeight weight = TextWeight::Normal)
{
    const QFontMetricsF metrics(pictureFont(TextSize::Label, weight));
    double width = 0.0;
    for (const QString& text : texts)
        width = std::max(width, std::ceil(metrics.horizontalAdvance(text)));
    return width;
}

double barHeight(const WaferPicture& picture)
{
    return picture.viewport.logicalSize().height() < kSmallPane ? kSmallBarHeight : kBarHeight;
}

QSizeF barLegendSize(const WaferPicture& picture)
{
    const std::vector<QString> heading = headingOf(picture);
    const LegendRange range = legendRange(*picture.field, picture.legend, picture.contents.get());
    std::vector<QString> texts;
    for (const double tick : legendTicks(range, isSram(picture.field->kind) ? kKibi : 1.0))
        texts.push_back(valueText(picture.field->kind, tick));
    texts.push_back(valueText(picture.field->kind, double(picture.field->most)));
    const double width = std::max(widest(heading, TextWeight::Strong), kBarWidth + 20 + widest(texts));
    return {width + 2 * kPadding,
            double(heading.size()) * 15.0 + barHeight(picture) + kClipMark + kBelowBar + 2 * kPadding};
}

QSizeF rowsLegendSize(const WaferPicture& picture)
{
    const std::vector<QString> rows = rowsOf(picture);
    const std::vector<QString> heading =
        kindOf(picture) == LegendKind::Categories ? headingOf(picture) : std::vector<QString>{};
    const double width = std::max(kSwatch + 8 + widest(rows), widest(heading, TextWeight::Strong));
    const double headingHeight = heading.empty() ? 0.0 : double(heading.size()) * 15.0 + 4;
    return {width + 2 * kPadding, headingHeight + double(rows.size()) * kRow + 2 * kPadding};
}

class LegendPainter {
public:
    LegendPainter(QPainter& painter, const WaferPicture& picture)
        : m_painter(painter)
        , m_picture(picture)
        , m_theme(themeOf(picture.theme))
        , m_box(legendBox(picture).adjusted(kPadding, kPadding, -kPadding, -kPadding))
    {
    }

    void paint()
    {
        paintPanel(m_painter, legendBox(m_picture), m_theme);
        const LegendKind kind = kindOf(m_picture);
        if (kind != LegendKind::Layers)
            paintHeading();
        if (kind == LegendKind::Bar)
            paintBar();
        else
            paintRows();
    }

private:
    void paintHeading()
    {
        bool first = true;
        for (const QString& line : headingOf(m_picture)) {
            m_painter.setFont(pictureFont(TextSize::Label, first ? TextWeight::Strong : TextWeight::Normal));
            m_painter.setPen(first ? m_theme.text : m_theme.muted);
            m_painter.drawText(QRectF(m_box.left(), m_box.top(), m_box.width(), 14.0), Qt::AlignLeft | Qt::AlignVCenter,
                               line);
            m_box.setTop(m_box.top() + 15.0);
            first = false;
        }
    }

    void paintRows()
    {
        double top = m_box.top() + (kindOf(m_picture) == LegendKind::Layers ? 0.0 : 4.0);
        const std::vector<LayerKind> kinds = kindsOf(*m_picture.contents);
        int index = 0;
        m_painter.setFont(pictureFont(TextSize::Label));
        for (const QString& row : rowsOf(m_picture)) {
            const QRectF swatch(m_box.left(), top + (kRow - kSwatch) / 2, kSwatch, kSwatch);
            if (kindOf(m_picture) == LegendKind::Layers)
                paintKindSwatch(swatch, kinds[static_cast<std::size_t>(index)]);
            else
                m_painter.fillRect(swatch, colourOfCategory(m_picture.field->kind, index, m_theme));
            m_painter.setPen(m_theme.text);
            m_painter.drawText(QRectF(swatch.right() + 8, top, m_box.width(), kRow), Qt::AlignLeft | Qt::AlignVCenter,
                               row);
            top += kRow;
            ++index;
        }
    }

    void paintKindSwatch(const QRectF& swatch, LayerKind kind)
    {
        const QColor fill = blended(colourOf(kind), 0.85, m_theme.panel);
        m_painter.fillRect(swatch, fill);
        QColor pattern = textOn(fill);
        pattern.setAlphaF(0.4F);
        paintPattern(m_painter, swatch, swatch, patternOf(kind), pattern, 4.0);
    }

    void paintBar()
    {
        const LegendRange range = legendRange(*m_picture.field, m_picture.legend, m_picture.contents.get());
        const QRectF bar(m_box.left() + 8, m_box.top() + kClipMark, kBarWidth, barHeight(m_picture));
        const RampTable& ramp = tableOf(m_picture.legend.ramp, m_theme);
        const double step = bar.height() / kRampSize;
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        for (int i = 0; i < kRampSize; ++i)
            m_painter.fillRect(QRectF(bar.left(), bar.bottom() - (i + 1) * step, bar.width(), step + 0.5),
                               QColor(ramp[static_cast<std::size_t>(i)]));
        m_painter.restore();
        paintTicks(bar, range);
        paintClipMarks(bar, range);
        paintPointedValue(bar, range);
    }

    void paintTicks(const QRectF& bar, const LegendRange& range)
    {
        m_painter.setFont(pictureFont(TextSize::Label));
        const double unit = isSram(m_picture.field->kind) ? kKibi : 1.0;
        for (const double tick : legendTicks(range, unit)) {
            const double y = bar.bottom() - placeOf(tick, range) * bar.height();
            m_painter.fillRect(QRectF(bar.right() + 2, std::round(y - 0.5), 4, 1), m_theme.muted);
            m_painter.setPen(m_theme.text);
            m_painter.drawText(QRectF(bar.right() + 10, y - 8, m_box.width(), 16), Qt::AlignLeft | Qt::AlignVCenter,
                               valueText(m_picture.field->kind, tick));
        }
    }

    /// Triangles beyond the ends: values lie outside, and how far.
    void paintClipMarks(const QRectF& bar, const LegendRange& range)
    {
        const Field& field = *m_picture.field;
        const double slack = (range.most - range.least) * 1e-6;
        if (double(field.most) > range.most + slack)
            paintClipMark(bar.center().x(), bar.top() - 3, -1.0, clippedColour(m_theme), double(field.most));
        if (range.scale == ScaleKind::Linear && double(field.least) < range.least - slack)
            paintClipMark(bar.center().x(), bar.bottom() + 3, 1.0,
                          QColor(tableOf(m_picture.legend.ramp, m_theme).front()), double(field.least));
    }

    void paintClipMark(double x, double y, double direction, const QColor& colour, double value)
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour);
        m_painter.drawPolygon(QPolygonF({QPointF(x - 6, y), QPointF(x + 6, y), QPointF(x, y + direction * 8)}));
        m_painter.restore();
        m_painter.setFont(pictureFont(TextSize::Label));
        m_painter.setPen(m_theme.text);
        m_painter.drawText(QRectF(x + kBarWidth / 2 + 10, y + direction * 9 - 8, m_box.width(), 16),
                           Qt::AlignLeft | Qt::AlignVCenter, valueText(m_picture.field->kind, value));
    }

    void paintPointedValue(const QRectF& bar, const LegendRange& range)
    {
        if (!m_picture.pointer)
            return;
        const std::optional<float> value = valueOf(*m_picture.field, *m_picture.pointer);
        if (!value)
            return;
        const double y = bar.bottom() - std::clamp(placeOf(double(*value), range), 0.0, 1.0) * bar.height();
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(m_theme.text);
        m_painter.drawPolygon(
            QPolygonF({QPointF(bar.left() - 1, y), QPointF(bar.left() - 8, y - 4), QPointF(bar.left() - 8, y + 4)}));
        m_painter.restore();
    }

    QPainter& m_painter;
    const WaferPicture& m_picture;
    const Theme& m_theme;
    QRectF m_box;
};

} // namespace

QRectF legendBox(const WaferPicture& picture)
{
    constexpr double kShareOfPane = 0.4; // a small pane is left to the wafer
    const LegendKind kind = kindOf(picture);
    if (kind == LegendKind::None)
        return {};
    const QSizeF size = kind == LegendKind::Bar ? barLegendSize(picture) : rowsLegendSize(picture);
    const QSizeF pane = picture.viewport.logicalSize();
    if (size.width() > pane.width() * kShareOfPane || size.height() > pane.height() - 2 * kMargin)
        return {};
    return {QPointF(pane.width() - kMargin - size.width(), kMargin), size};
}

void paintLegend(QPainter& painter, const WaferPicture& picture)
{
    if (!legendBox(picture).isNull())
        LegendPainter(painter, picture).paint();
}

FitMargins marginsFor(const WaferPicture& picture)
{
    constexpr double kLegendRoom = 116.0; // of the widest legend: the wafer does not move when another field is shown
    constexpr double kAcceptedLoss = 0.75; // of size, to keep the legend off the wafer
    FitMargins margins;
    if (!picture.contents || picture.legend.visibility == Visibility::Hidden)
        return margins;
    FitMargins beside = margins;
    beside.right = kLegendRoom + 2 * kMargin;
    if (picture.streaming)
        margins.top = beside.top = 64.0;
    const PeRect& fabric = picture.contents->fabric;
    const double plain = fitted(picture.viewport, fabric, margins).pesPerPixel;
    const double spared = fitted(picture.viewport, fabric, beside).pesPerPixel;
    return plain / spared > kAcceptedLoss ? beside : margins;
}

} // namespace waferscope
