#pragma once

#include "core/base/quantity.h"
#include "core/base/strong_id.h"
#include "views/timeline/timeline_data.h"

#include <QImage>
#include <QWidget>

#include <optional>

namespace waferscope {

/// When which region works on what, with the playhead. Press or drag to go there, wheel zooms, double click shows all.
class TimelineView : public QWidget {
    Q_OBJECT
public:
    explicit TimelineView(QWidget* parent = nullptr);

    void setData(std::shared_ptr<const TimelineData> timeline); ///< null: nothing to show
    void setTime(Cycles time);
    void setSelection(std::optional<KernelId> kernel);
    void setNotice(const QString& notice); ///< while there is nothing to show

    [[nodiscard]] QSize sizeHint() const override { return {480, 160}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 80}; }

Q_SIGNALS:
    void sought(waferscope::Cycles time);
    void kernelClicked(waferscope::KernelId kernel);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRect chart() const;
    [[nodiscard]] QRectF rowRect(int row) const;
    [[nodiscard]] std::optional<int> rowAt(int y) const;
    [[nodiscard]] Cycles timeAt(double x) const;
    [[nodiscard]] double xOf(Cycles time) const;
    [[nodiscard]] QString toolTipAt(QPoint place) const;
    void showRange(double from, double to);
    void paintLegend(QPainter& painter) const;
    void paintNames(QPainter& painter) const;
    void paintPlayhead(QPainter& painter) const;
    void redraw();

    std::shared_ptr<const TimelineData> m_data;
    QString m_notice;
    Cycles m_time;
    std::optional<KernelId> m_selection;
    double m_from = 0.0; ///< cycles
    double m_to = 1.0; ///< cycles
    QImage m_image; ///< of the chart; empty when it must be drawn anew
};

} // namespace waferscope
