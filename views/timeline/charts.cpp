#undef QT_NO_KEYWORDS // QCustomPlot's header speaks of signals and slots; no other file of ours sees it

#include "views/timeline/charts.h"

#include "views/base/number_text.h"
#include "views/base/theme.h"

#include <qcustomplot.h>

#include <QMouseEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace waferscope {

namespace {

/// One quantity's axes, curve, playhead and title.
struct Chart {
    QCPAxisRect* axes = nullptr;
    QCPGraph* graph = nullptr;
    QCPItemStraightLine* playhead = nullptr;
    QCPItemText* title = nullptr;
    QCPItemText* value = nullptr;
};

QVector<double> vectorOf(const std::vector<double>& values)
{
    return QVector<double>(values.begin(), values.end());
}

QColor colourOfChart(std::size_t index)
{
    static constexpr LayerKind kKinds[] = {LayerKind::Convolution, LayerKind::Attention, LayerKind::Linear};
    return colourOf(kKinds[index % 3]);
}

/// Says the unit behind every time.
class TimeTicker : public QCPAxisTicker {
public:
    explicit TimeTicker(QString unit)
        : m_unit(std::move(unit))
    {
    }

protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override
    {
        return withUnit(numberText(tick), m_unit);
    }

private:
    QString m_unit;
};

/// Nothing and the most: a small chart has room for no more.
QSharedPointer<QCPAxisTicker> endsOnly(double most)
{
    const QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    ticker->addTick(0.0, QStringLiteral("0"));
    ticker->addTick(most, numberText(most));
    return ticker;
}

constexpr int kTitleHeight = 16;

} // namespace

class Charts::Parts {
public:
    explicit Parts(QWidget* parent)
        : plot(new QCustomPlot(parent))
    {
        plot->setObjectName(QStringLiteral("charts.plot"));
        plot->plotLayout()->clear();
        plot->plotLayout()->setRowSpacing(2);
        plot->setNoAntialiasingOnDrag(true);
        plot->setFocusPolicy(Qt::NoFocus);
    }

    void rebuild(const ChartData& data);
    void applyTheme(const Theme& theme);
    void showTime(double now);

    QCustomPlot* plot;
    std::shared_ptr<const ChartData> shown;
    std::vector<Chart> charts;
    double time = 0.0;

private:
    Chart addChart(const ChartData& data, std::size_t index, QCPMarginGroup* margins);
    QCPItemText* addText(const Chart& chart, double share, Qt::Alignment alignment);
};

QCPItemText* Charts::Parts::addText(const Chart& chart, double share, Qt::Alignment alignment)
{
    auto* text = new QCPItemText(plot);
    text->setClipToAxisRect(false);
    text->position->setType(QCPItemPosition::ptAxisRectRatio);
    text->position->setAxisRect(chart.axes);
    text->position->setCoords(share, 0.0);
    text->setPositionAlignment(alignment);
    text->setFont(interfaceFont(FontSize::Label));
    text->setPadding(QMargins(4, 1, 4, 1));
    return text;
}

Chart Charts::Parts::addChart(const ChartData& data, std::size_t index, QCPMarginGroup* margins)
{
    const ChartSeries& series = data.series[index];
    Chart chart;
    chart.axes = new QCPAxisRect(plot);
    plot->plotLayout()->addElement(static_cast<int>(index), 0, chart.axes);
    chart.axes->setMarginGroup(QCP::msLeft | QCP::msRight, margins);
    chart.axes->setMinimumMargins(QMargins(0, kTitleHeight, 8, 2));
    QCPAxis* bottom = chart.axes->axis(QCPAxis::atBottom);
    QCPAxis* left = chart.axes->axis(QCPAxis::atLeft);
    const bool last = index + 1 == data.series.size();
    bottom->setTickLabels(last);
    bottom->setRange(data.times.front(), data.times.back());
    bottom->grid()->setVisible(false);
    left->setRange(0.0, series.most * 1.02);
    left->setTicker(endsOnly(series.most));
    left->setTickLabelFont(interfaceFont(FontSize::Label));
    bottom->setTickLabelFont(interfaceFont(FontSize::Label));
    bottom->setTicker(QSharedPointer<TimeTicker>::create(data.timeUnit));
    chart.graph = plot->addGraph(bottom, left);
    chart.graph->setLineStyle(QCPGraph::lsStepLeft);
    chart.graph->setAntialiased(false);
    chart.graph->setData(vectorOf(data.times), vectorOf(series.values), true);
    chart.playhead = new QCPItemStraightLine(plot);
    for (QCPItemPosition* point : {chart.playhead->point1, chart.playhead->point2})
        point->setAxes(bottom, left);
    chart.playhead->setClipAxisRect(chart.axes);
    chart.playhead->setAntialiased(false);
    chart.title = addText(chart, 0.0, Qt::AlignLeft | Qt::AlignBottom);
    chart.title->setText(series.title);
    chart.value = addText(chart, 1.0, Qt::AlignRight | Qt::AlignBottom);
    return chart;
}

void Charts::Parts::rebuild(const ChartData& data)
{
    plot->clearItems();
    plot->clearGraphs();
    plot->plotLayout()->clear();
    charts.clear();
    auto* margins = new QCPMarginGroup(plot);
    for (std::size_t index = 0; index < data.series.size(); ++index)
        charts.push_back(addChart(data, index, margins));
}

void Charts::Parts::applyTheme(const Theme& theme)
{
    plot->setBackground(theme.panel);
    const QPen thin(theme.line, 1); // wider pens are 20 times slower
    for (std::size_t index = 0; index < charts.size(); ++index) {
        const Chart& chart = charts[index];
        for (QCPAxis* axis : chart.axes->axes()) {
            axis->setBasePen(thin);
            axis->setTickPen(thin);
            axis->setSubTickPen(Qt::NoPen);
            axis->setTickLabelColor(theme.muted);
            axis->grid()->setPen(QPen(blended(theme.line, 0.5, theme.panel), 1));
            axis->grid()->setZeroLinePen(Qt::NoPen);
        }
        chart.graph->setPen(QPen(colourOfChart(index), 1));
        chart.graph->setBrush(blended(colourOfChart(index), 0.25, theme.panel));
        chart.playhead->setPen(QPen(theme.accent, 1));
        chart.title->setColor(theme.muted);
        chart.value->setColor(theme.text);
    }
    plot->replot(QCustomPlot::rpQueuedReplot);
}

void Charts::Parts::showTime(double now)
{
    time = now;
    if (!shown || shown->times.empty())
        return;
    const auto after = std::upper_bound(shown->times.begin(), shown->times.end(), now);
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, after - shown->times.begin() - 1));
    for (std::size_t index = 0; index < charts.size(); ++index) {
        const Chart& chart = charts[index];
        chart.playhead->point1->setCoords(now, 0.0);
        chart.playhead->point2->setCoords(now, 1.0);
        const ChartSeries& series = shown->series[index];
        if (at < series.values.size())
            chart.value->setText(withUnit(numberText(series.values[at]), series.unit));
    }
    plot->replot(QCustomPlot::rpQueuedReplot);
}

Charts::Charts(QWidget* parent)
    : QWidget(parent)
    , m_parts(std::make_unique<Parts>(this))
{
    setObjectName(QStringLiteral("charts"));
    setAccessibleName(tr("Core use, bandwidth and memory over time"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_parts->plot);
    m_parts->plot->installEventFilter(this);
    m_parts->applyTheme(themeOf(*this));
}

Charts::~Charts() = default;

void Charts::setData(std::shared_ptr<const ChartData> charts)
{
    static const ChartData kNothing;
    m_parts->shown = charts && !charts->times.empty() ? std::move(charts) : nullptr;
    m_parts->rebuild(m_parts->shown ? *m_parts->shown : kNothing);
    m_parts->applyTheme(themeOf(*this));
    m_parts->showTime(0.0);
}

void Charts::setTime(double time)
{
    m_parts->showTime(time);
}

int Charts::chartCount() const
{
    return static_cast<int>(m_parts->charts.size());
}

void Charts::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_parts)
        m_parts->applyTheme(themeOf(*this));
}

bool Charts::eventFilter(QObject* watched, QEvent* event)
{
    const bool pressed = event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseMove;
    if (!pressed || m_parts->charts.empty())
        return QWidget::eventFilter(watched, event);
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->buttons().testFlag(Qt::LeftButton)) {
        const QCPRange range = m_parts->charts.front().axes->axis(QCPAxis::atBottom)->range();
        const double time = m_parts->charts.front().axes->axis(QCPAxis::atBottom)->pixelToCoord(mouse->position().x());
        Q_EMIT sought(std::clamp(time, range.lower, range.upper));
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace waferscope
