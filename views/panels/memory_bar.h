#pragma once

#include "views/panels/inspector_content.h"

#include <QWidget>

#include <vector>

namespace waferscope {

/// What fills the fullest PE, part by part, against the line of its SRAM. Parts are told apart by pattern and legend
/// too. Hovering names them.
class MemoryBar : public QWidget {
    Q_OBJECT
public:
    explicit MemoryBar(QWidget* parent = nullptr);

    void setContent(MemoryContent content);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintParts(QPainter& painter, const QRectF& bar) const;
    void paintLegend(QPainter& painter, int top) const;

    MemoryContent m_content;
};

} // namespace waferscope
