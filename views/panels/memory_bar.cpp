#include "views/panels/memory_bar.h"

#include "views/base/theme.h"

#include <QPainter>

#include <algorithm>

namespace waferscope {

namespace {

constexpr int kBarHeight = 16;
constexpr int kLegendRow = 18;
constexpr int kSwatch = 10;

/// Of the layer kinds' hues, so that the window stays within one set of colours.
QColor colourOfUse(MemoryUse use, const Theme& theme)
{
    switch (use) {
    case MemoryUse::Weights: return colourOf(LayerKind::Convolution);
    case MemoryUse::Gradients: return colourOf(LayerKind::Attention);
    case MemoryUse::Optimizer: return colourOf(LayerKind::Embedding);
    case MemoryUse::Activations: return colourOf(LayerKind::Linear);
    case MemoryUse::Buffers: return colourOf(LayerKind::Normalisation);
    case MemoryUse::Code: return blended(theme.muted, 0.6, theme.panel);
    }
    return theme.muted;
}

Qt::BrushStyle patternOf(MemoryUse use)
{
    switch (use) {
    case MemoryUse::Gradients: return Qt::BDiagPattern;
    case MemoryUse::Optimizer: return Qt::FDiagPattern;
    case MemoryUse::Activations: return Qt::SolidPattern;
    case MemoryUse::Buffers: return Qt::Dense4Pattern;
    case MemoryUse::Code:
    case MemoryUse::Weights: return Qt::SolidPattern;
    }
    return Qt::SolidPattern;
}

void fill(QPainter& painter, const QRectF& rect, MemoryUse use, const Theme& theme)
{
    const QColor colour = colourOfUse(use, theme);
    painter.fillRect(rect, blended(colour, patternOf(use) == Qt::SolidPattern ? 1.0 : 0.45, theme.panel));
    painter.fillRect(rect, QBrush(colour, patternOf(use)));
}

} // namespace

MemoryBar::MemoryBar(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("memoryBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void MemoryBar::setContent(MemoryContent content)
{
    const bool resized = content.parts.size() != m_content.parts.size();
    m_content = std::move(content);
    setAccessibleName(m_content.title);
    if (resized)
        updateGeometry();
    update();
}

QSize MemoryBar::sizeHint() const
{
    const int rows = static_cast<int>((m_content.parts.size() + 1) / 2);
    return {160, kBarHeight + 14 + rows * kLegendRow + kSpace1};
}

void MemoryBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(interfaceFont(FontSize::Label));
    const QRectF bar(0.5, 7.5, width() - 1.0, kBarHeight);
    paintParts(painter, bar);
    paintLegend(painter, kBarHeight + 14);
}

/// The line stands at 100 %; where more is needed the whole scale shrinks and the overhang shows beyond it.
void MemoryBar::paintParts(QPainter& painter, const QRectF& bar) const
{
    const Theme& theme = themeOf(*this);
    const double scale = bar.width() / std::max(1.04, m_content.total * 1.02);
    painter.fillRect(QRectF(bar.left(), bar.top(), scale, bar.height()), theme.sunken);
    double left = bar.left();
    for (const MemoryPart& part : m_content.parts) {
        fill(painter, QRectF(left, bar.top(), part.share * scale, bar.height()), part.use, theme);
        left += part.share * scale;
    }
    painter.setPen(QPen(m_content.total > 1.0 ? theme.bad : theme.text, 2));
    const double line = bar.left() + scale;
    painter.drawLine(QPointF(line, bar.top() - 5), QPointF(line, bar.bottom() + 5));
}

void MemoryBar::paintLegend(QPainter& painter, int top) const
{
    const Theme& theme = themeOf(*this);
    const int column = width() / 2;
    for (std::size_t i = 0; i < m_content.parts.size(); ++i) {
        const int x = static_cast<int>(i % 2) * column;
        const int y = top + static_cast<int>(i / 2) * kLegendRow;
        fill(painter, QRectF(x, y + (kLegendRow - kSwatch) / 2.0, kSwatch, kSwatch), m_content.parts[i].use, theme);
        painter.setPen(theme.muted);
        const QRect place(x + kSwatch + kSpace1 + 2, y, column - kSwatch - kSpace2, kLegendRow);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_content.parts[i].label, Qt::ElideRight, place.width()));
    }
}

} // namespace waferscope
