#pragma once

#include <QWidget>

#include <vector>

namespace waferscope {

/// The time line of a run as one thin track. Press or drag anywhere to go there. All times are shares of the run.
class ScrubBar : public QWidget {
    Q_OBJECT
public:
    explicit ScrubBar(QWidget* parent = nullptr);

    void setPosition(double share);
    void setMarks(std::vector<double> shares); ///< where steps begin
    [[nodiscard]] double position() const { return m_position; }

    [[nodiscard]] QSize sizeHint() const override { return {240, 28}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 24}; }

Q_SIGNALS:
    void scrubbed(double share); ///< 0 .. 1

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    [[nodiscard]] QRectF track() const;
    void scrubTo(double x);

    double m_position = 0.0;
    std::vector<double> m_marks;
};

} // namespace waferscope
